package org.desisky.data.enrich;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.desisky.data.Column;
import org.desisky.data.ObservationTable;
import org.desisky.data.SkyCatalog;
import org.desisky.data.photometry.Photometry;
import org.desisky.data.photometry.SkyBand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds columns that follow from a catalogue's own. Reading a catalogue computes none of them; ask
 * for them when they are wanted:
 *
 * <pre>{@code
 * SkyCatalog enriched = SkyEnrichment.ofUser().enrich(catalog);
 * double[] eclipse = enriched.observations().doubles(SkyEnrichment.ECLIPSE_FRAC);
 * }</pre>
 *
 * <p>A column that is there already is computed anew. One whose source is missing is not computed,
 * with a warning that says which and why; where it is there already, it stays as it is. Rows stay
 * as they are, in their order.
 */
public final class SkyEnrichment {
  /** AB magnitude per square arcsecond in V, from the spectrum; {@link Photometry}. */
  public static final String SKY_MAG_V_SPEC = "SKY_MAG_V_SPEC";

  /**
   * The part of the Moon's disc in the Earth's umbra, 0 to 1, by {@link LunarEclipse}, as far as it
   * can dim the sky over Kitt Peak: 0 unless the Sun is below −18 and the Moon above 5 degrees.
   * From MJD alone; NaN where MJD is, and for times before 1972 or after 2099.
   */
  public static final String ECLIPSE_FRAC = "ECLIPSE_FRAC";

  /** Solar radio flux at 10.7 cm in sfu (1e4 Jy) at MJD; {@link SolarFlux#nearest}. */
  public static final String SOLFLUX = "SOLFLUX";

  /** Galactic longitude of TILERA, TILEDEC in degrees; {@link SkyCoordinates#galactic}. */
  public static final String GALLON = "GALLON";

  /** Galactic latitude of TILERA, TILEDEC in degrees. */
  public static final String GALLAT = "GALLAT";

  /** Ecliptic longitude of TILERA, TILEDEC in degrees; {@link SkyCoordinates#ecliptic}. */
  public static final String ECLLON = "ECLLON";

  /** Ecliptic latitude of TILERA, TILEDEC in degrees. */
  public static final String ECLLAT = "ECLLAT";

  private static final Logger LOG = LoggerFactory.getLogger(SkyEnrichment.class);
  private static final double NIGHT_SUNALT = -18;
  private static final double LOW_MOONALT = 5;

  private final Supplier<Optional<SolarFlux>> solarFlux;

  private SkyEnrichment(Supplier<Optional<SolarFlux>> solarFlux) {
    this.solarFlux = solarFlux;
  }

  /**
   * Enrichment with the table of solar flux in the user's data folder, {@link
   * SolarFlux#cachedPath}. It is read when a catalogue is enriched; where it is not there, SOLFLUX
   * is not computed: {@link SolarFlux#fetch} brings it.
   */
  public static SkyEnrichment ofUser() {
    return ofFile(SolarFlux.cachedPath());
  }

  /** As {@link #ofUser}, with the table at another place. */
  public static SkyEnrichment ofFile(Path table) {
    return new SkyEnrichment(
        () -> {
          if (Files.exists(table)) {
            return Optional.of(SolarFlux.read(table));
          }
          LOG.warn(
              "the column SOLFLUX is not computed: the table of solar flux is not there, {}",
              table);
          return Optional.empty();
        });
  }

  /** Enrichment that does not compute SOLFLUX. */
  public static SkyEnrichment withoutSolarFlux() {
    return new SkyEnrichment(Optional::empty);
  }

  /** Enrichment with a table of solar flux. */
  public static SkyEnrichment of(SolarFlux table) {
    return new SkyEnrichment(() -> Optional.of(table));
  }

  /**
   * The catalogue with columns added to its observations: SKY_MAG_V_SPEC where wavelengths are
   * known and cover the band; GALLON, GALLAT, ECLLON and ECLLAT where there are TILERA and TILEDEC;
   * ECLIPSE_FRAC, and SOLFLUX where there is a table, where there is MJD.
   *
   * @throws org.desisky.data.BadCatalogException if one of these columns does not hold numbers
   * @throws org.desisky.core.io.BadFileException if the table of solar flux is there and cannot be
   *     read
   */
  public SkyCatalog enrich(SkyCatalog catalog) {
    ObservationTable observations = catalog.observations();
    List<Column> added = new ArrayList<>();
    if (!catalog.hasWavelength() || catalog.channels() < 2) {
      LOG.warn(
          "the column {} is not computed: the wavelengths of the spectra are not known",
          SKY_MAG_V_SPEC);
    } else {
      Photometry photometry = Photometry.on(catalog.wavelength());
      if (photometry.covers(SkyBand.V.label())) {
        double[] v = photometry.magnitudes(catalog.flux(), SkyBand.V);
        added.add(new Column(SKY_MAG_V_SPEC, "mag", v));
      } else {
        LOG.warn(
            "the column {} is not computed: the spectra do not cover the band", SKY_MAG_V_SPEC);
      }
    }
    if (has(observations, "ECLIPSE_FRAC and SOLFLUX", "MJD")) {
      double[] mjd = observations.doubles("MJD");
      added.add(new Column(ECLIPSE_FRAC, "", forEach(mjd, SkyEnrichment::eclipse)));
      solarFlux
          .get()
          .ifPresent(
              table -> added.add(new Column(SOLFLUX, "10**4 Jy", forEach(mjd, table::nearest))));
    }
    if (has(observations, "GALLON, GALLAT, ECLLON and ECLLAT", "TILERA", "TILEDEC")) {
      added.addAll(coordinates(observations.doubles("TILERA"), observations.doubles("TILEDEC")));
    }
    for (Column column : added) {
      observations = observations.with(column);
    }
    return SkyCatalog.of(catalog.wavelength(), catalog.flux(), observations)
        .withFluxUnit(catalog.fluxUnit());
  }

  private static boolean has(ObservationTable observations, String what, String... sources) {
    List<String> missing = Stream.of(sources).filter(name -> !observations.has(name)).toList();
    if (!missing.isEmpty()) {
      LOG.warn(
          "the columns {} are not computed: the observations have no {}",
          what,
          String.join(", ", missing));
    }
    return missing.isEmpty();
  }

  private static List<Column> coordinates(double[] ra, double[] dec) {
    double[][] values = new double[4][ra.length];
    for (int row = 0; row < ra.length; row++) {
      SkyCoordinates galactic = SkyCoordinates.galactic(ra[row], dec[row]);
      SkyCoordinates ecliptic = SkyCoordinates.ecliptic(ra[row], dec[row]);
      values[0][row] = galactic.longitude();
      values[1][row] = galactic.latitude();
      values[2][row] = ecliptic.longitude();
      values[3][row] = ecliptic.latitude();
    }
    String[] names = {GALLON, GALLAT, ECLLON, ECLLAT};
    return IntStream.range(0, names.length)
        .mapToObj(i -> new Column(names[i], "deg", values[i]))
        .toList();
  }

  private static double eclipse(double mjd) {
    double fraction = LunarEclipse.umbralFraction(mjd);
    if (!(fraction > 0)) {
      return fraction;
    }
    Horizon horizon = Horizon.at(mjd, SunMoonPosition.at(mjd));
    boolean seen = horizon.sunAltitude() < NIGHT_SUNALT && horizon.moonAltitude() > LOW_MOONALT;
    return seen ? fraction : 0;
  }

  private static double[] forEach(double[] values, DoubleUnaryOperator function) {
    return IntStream.range(0, values.length)
        .parallel()
        .mapToDouble(row -> function.applyAsDouble(values[row]))
        .toArray();
  }
}
