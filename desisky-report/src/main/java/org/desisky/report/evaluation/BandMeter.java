package org.desisky.report.evaluation;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.desisky.core.FloatMatrix;
import org.desisky.data.SkyCatalog;
import org.desisky.data.photometry.BandValues;
import org.desisky.data.photometry.Photometry;

/** Measures magnitudes and airglow of spectra and what stands beside them, part by part. */
final class BandMeter {
  /** The spectra themselves, and two others beside them. */
  private static final int SIDES = 3;

  private static final String MAGNITUDE = "mag/arcsec²";
  private static final String INTENSITY = "1e-17 erg/s/cm²/arcsec²";

  private final Optional<Photometry> photometry;
  private final Map<String, Band> bands = new LinkedHashMap<>();

  private static final class Band {
    private final String unit;
    private final List<ImmutableDoubleArray.Builder> values = new ArrayList<>();

    Band(String unit) {
      this.unit = unit;
      for (int i = 0; i < SIDES; i++) {
        values.add(ImmutableDoubleArray.builder());
      }
    }

    double[] of(int which) {
      return values.get(which).build().toArray();
    }
  }

  private BandMeter(Optional<Photometry> photometry) {
    this.photometry = photometry;
  }

  /** For the spectra of a catalogue; without wavelengths nothing can be measured. */
  static BandMeter of(SkyCatalog catalog) {
    return new BandMeter(
        catalog.hasWavelength() && catalog.channels() > 1
            ? Optional.of(Photometry.on(catalog.wavelength()))
            : Optional.empty());
  }

  void add(FloatMatrix flux, FloatMatrix model, FloatMatrix pca) {
    add(0, flux);
    add(1, model);
    add(2, pca);
  }

  /** Measures more spectra of one side, which is 0 for the spectra themselves, 1 or 2. */
  void add(int which, FloatMatrix spectra) {
    if (photometry.isPresent()) {
      add(which, MAGNITUDE, photometry.get().magnitudes(spectra));
      add(which, INTENSITY, photometry.get().airglow(spectra));
    }
  }

  /** What was measured in a band on one side; empty where nothing was. */
  double[] values(String name, int which) {
    return bands.containsKey(name) ? bands.get(name).of(which) : new double[0];
  }

  private void add(int which, String unit, BandValues measured) {
    for (String name : measured.names()) {
      if (photometry.orElseThrow().covers(name)) {
        bands
            .computeIfAbsent(name, key -> new Band(unit))
            .values
            .get(which)
            .addAll(measured.of(name));
      }
    }
  }

  /** The same of real spectra, and two kinds of generated ones, of which there are as many. */
  List<GeneratedBand> generated(int rows) {
    List<GeneratedBand> generated = new ArrayList<>();
    for (BandComparison covered : comparisons()) {
      Band band = bands.get(covered.name());
      Beside<double[]> values = new Beside<>(band.of(0), band.of(1), band.of(2));
      generated.add(GeneratedBand.of(covered.name(), band.unit, rows, values));
    }
    return generated;
  }

  /** The bands that the spectra cover and in which they have values that differ. */
  List<BandComparison> comparisons() {
    List<BandComparison> comparisons = new ArrayList<>();
    bands.forEach(
        (name, band) -> {
          BandComparison comparison =
              BandComparison.of(name, band.unit, band.of(0), band.of(1), band.of(2));
          if (comparison.truth().count() > 0
              && comparison.truth().max() > comparison.truth().min()) {
            comparisons.add(comparison);
          }
        });
    return comparisons;
  }
}
