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

/** Measures magnitudes and airglow of spectra and their reconstructions, part by part. */
final class BandMeter {
  private static final String MAGNITUDE = "mag/arcsec²";
  private static final String INTENSITY = "1e-17 erg/s/cm²/arcsec²";

  private final Optional<Photometry> photometry;
  private final Map<String, Band> bands = new LinkedHashMap<>();

  private static final class Band {
    private final String unit;
    private final List<ImmutableDoubleArray.Builder> values = new ArrayList<>();

    Band(String unit) {
      this.unit = unit;
      for (int i = 0; i < 3; i++) {
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
    if (photometry.isEmpty()) {
      return;
    }
    FloatMatrix[] all = {flux, model, pca};
    for (int which = 0; which < all.length; which++) {
      add(which, MAGNITUDE, photometry.get().magnitudes(all[which]));
      add(which, INTENSITY, photometry.get().airglow(all[which]));
    }
  }

  private void add(int which, String unit, BandValues measured) {
    for (String name : measured.names()) {
      bands
          .computeIfAbsent(name, key -> new Band(unit))
          .values
          .get(which)
          .addAll(measured.of(name));
    }
  }

  /** The bands that the spectra cover: those in which they have values that differ. */
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
