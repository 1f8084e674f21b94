package org.desisky.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The vacuum wavelengths of a spectrum's channels, in Å: what must agree between a model and the
 * spectra it is given. Immutable.
 */
public final class WavelengthGrid {
  /** What {@link #toMap} calls the unit. */
  public static final String UNIT = "Angstrom";

  /** Wavelengths that differ by less than this part of a channel's width are the same. */
  private static final double SAME = 1e-3;

  /** A grid whose wavelengths are this close to equal steps is kept as its first and its step. */
  private static final double REGULAR = 1e-9;

  /** What a header may ask to be made room for. */
  private static final int MOST_CHANNELS = 10_000_000;

  private final double[] wavelength;

  private WavelengthGrid(double[] wavelength) {
    this.wavelength = wavelength;
  }

  /**
   * A grid.
   *
   * @param wavelength of each channel in Å, 2 or more
   * @throws BadCatalogException if they are not finite and strictly rising, or too few
   */
  public static WavelengthGrid of(double[] wavelength) {
    if (wavelength.length < 2) {
      throw new BadCatalogException("a spectrum needs 2 wavelengths or more");
    }
    SkyCatalog.checkWavelength(wavelength);
    return new WavelengthGrid(wavelength.clone());
  }

  /** The grid of the DESI catalogue. */
  public static WavelengthGrid desi() {
    return new WavelengthGrid(DesiGrid.wavelength());
  }

  /** How many channels. */
  public int channels() {
    return wavelength.length;
  }

  /** The wavelengths in Å. */
  public double[] wavelength() {
    return wavelength.clone();
  }

  /** The wavelength of the first channel in Å. */
  public double first() {
    return wavelength[0];
  }

  /** The wavelength of the last channel in Å. */
  public double last() {
    return wavelength[wavelength.length - 1];
  }

  /**
   * The boundaries of the channels in Å, one more than there are channels: half-way between
   * neighbours; the outermost as far from their channel as its other boundary.
   */
  public double[] edges() {
    int n = wavelength.length;
    double[] edges = new double[n + 1];
    for (int i = 1; i < n; i++) {
      edges[i] = (wavelength[i - 1] + wavelength[i]) / 2;
    }
    edges[0] = 2 * wavelength[0] - edges[1];
    edges[n] = 2 * wavelength[n - 1] - edges[n - 1];
    return edges;
  }

  /**
   * Whether spectra on the other grid may be used as if they were on this one: as many channels,
   * and no wavelength off by more than a thousandth of its channel's width.
   */
  public boolean matches(WavelengthGrid other) {
    if (channels() != other.channels()) {
      return false;
    }
    double[] edges = edges();
    for (int i = 0; i < wavelength.length; i++) {
      double width = edges[i + 1] - edges[i];
      if (Math.abs(wavelength[i] - other.wavelength[i]) > SAME * width) {
        return false;
      }
    }
    return true;
  }

  /**
   * This grid as maps, texts and numbers, for headers: {@code unit}, {@code medium} (vacuum),
   * {@code channels}, {@code first}, {@code last}, and {@code step} where steps are equal, else all
   * of them as {@code wavelength}.
   */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("unit", UNIT);
    map.put("medium", "vacuum");
    map.put("channels", channels());
    map.put("first", first());
    map.put("last", last());
    Optional<Double> step = step();
    if (step.isPresent()) {
      map.put("step", step.get());
    } else {
      map.put("wavelength", Arrays.stream(wavelength).boxed().toList());
    }
    return map;
  }

  /**
   * The grid that {@link #toMap} described.
   *
   * @throws BadCatalogException if it does not describe one, saying why
   */
  public static WavelengthGrid fromMap(Map<String, ?> map) {
    if (!UNIT.equals(map.get("unit"))) {
      throw new BadCatalogException(
          "the unit of the wavelengths is " + map.get("unit") + ", not " + UNIT);
    }
    if (map.get("wavelength") instanceof List<?> list) {
      double[] wavelength = new double[list.size()];
      for (int i = 0; i < wavelength.length; i++) {
        wavelength[i] = number(list.get(i), "wavelength");
      }
      return of(wavelength);
    }
    double channels = number(map.get("channels"), "channels");
    double first = number(map.get("first"), "first");
    double step = number(map.get("step"), "step");
    if (!(channels >= 2 && channels <= MOST_CHANNELS)) {
      throw new BadCatalogException("a grid of " + channels + " channels is not credible");
    }
    double[] wavelength = new double[(int) channels];
    Arrays.setAll(wavelength, i -> first + step * i);
    return of(wavelength);
  }

  private static double number(Object value, String name) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new BadCatalogException("'" + name + "' of the wavelengths is no number but " + value);
  }

  /** The step, where all wavelengths are first + step·i. */
  private Optional<Double> step() {
    // Rounded first, so that a step of 0.8 stays 0.8.
    double mean = (last() - first()) / (channels() - 1);
    double step = Math.rint(mean * 1e9) / 1e9;
    double tolerance = Math.min(REGULAR * last(), 0.1 * SAME * step);
    for (int i = 0; i < wavelength.length; i++) {
      if (Math.abs(first() + step * i - wavelength[i]) > tolerance) {
        return Optional.empty();
      }
    }
    return Optional.of(step);
  }

  /** Channels, range (to the nearest 0.0001 Å) and step, in words. */
  @Override
  public String toString() {
    return String.format(
            Locale.ROOT, "%d channels, %s to %s Å", channels(), rounded(first()), rounded(last()))
        + step().map(step -> " in steps of " + step + " Å").orElse("");
  }

  /** A wavelength in Å to the nearest 0.0001, which takes off what sums in binary leave. */
  public static double rounded(double wavelength) {
    return Math.rint(wavelength * 1e4) / 1e4;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WavelengthGrid that && Arrays.equals(wavelength, that.wavelength);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(wavelength);
  }
}
