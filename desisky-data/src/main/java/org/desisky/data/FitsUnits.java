package org.desisky.data;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the images of a catalogue say of their units (BUNIT), which programs spell in many ways. */
final class FitsUnits {
  private static final Logger log = LoggerFactory.getLogger(FitsUnits.class);

  /** 1e-17, 10**-17, 10^(-17) and the like. */
  private static final Pattern FACTOR =
      Pattern.compile("(?:1(?:\\.0*)?e|(?:1 ?[x*] ?)?10 ?(?:\\*\\*|\\^)?) ?\\(?-17\\)?(.*)");

  /** A unit and its power, whose sign does not matter. */
  private static final Pattern POWER = Pattern.compile("([a-zå]+)[*^({+-]*(\\d*)");

  private static final Map<String, String> FLUX =
      Map.of("erg", "1", "s", "1", "cm", "2", "angstrom", "1", "arcsec", "2");

  private FitsUnits() {}

  /**
   * Refuses wavelengths in another unit than Å, and warns of one that is not known.
   *
   * @throws org.desisky.core.io.BadFileException if they are in nm, µm or m
   */
  static void checkWavelength(FitsHdu hdu) {
    String unit = of(hdu);
    String factor =
        switch (unit.toLowerCase(Locale.ROOT)) {
          case "nm", "nanometer", "nanometers", "nanometre", "nanometres" -> "10";
          case "um", "micron", "microns", "micrometer", "micrometers", "micrometre" -> "1e4";
          case "m", "meter", "meters", "metre", "metres" -> "1e10";
          default -> "";
        };
    if (!factor.isEmpty()) {
      throw hdu.error(
          "is in "
              + unit
              + ", but wavelengths must be in Angstrom; multiply them by "
              + factor
              + " and set BUNIT to '"
              + WavelengthGrid.UNIT
              + "'");
    }
    if (!unit.isEmpty() && !usual(unit.toLowerCase(Locale.ROOT)).equals("angstrom")) {
      warn(hdu, unit, WavelengthGrid.UNIT);
    }
  }

  /**
   * The unit of flux, {@link SkyCatalogWriter#BUNIT} however it is spelt. Warns of another, which
   * is given as it is; empty where there is none.
   */
  static String ofFlux(FitsHdu hdu) {
    String unit = of(hdu);
    if (isFlux(unit)) {
      return SkyCatalogWriter.BUNIT;
    }
    if (!unit.isEmpty()) {
      warn(hdu, unit, SkyCatalog.FLUX_UNIT);
    }
    return unit;
  }

  static boolean isFlux(String unit) {
    Matcher factor = FACTOR.matcher(unit.toLowerCase(Locale.ROOT));
    if (!factor.matches()) {
      return false;
    }
    Map<String, String> powers = new TreeMap<>();
    Matcher next = POWER.matcher(factor.group(1));
    while (next.find()) {
      powers.put(usual(next.group(1)), next.group(2).isEmpty() ? "1" : next.group(2));
    }
    return powers.equals(FLUX);
  }

  private static String usual(String unit) {
    return switch (unit) {
      case "ergs" -> "erg";
      case "sec", "second", "seconds" -> "s";
      case "a", "aa", "å", "ang", "angstroms" -> "angstrom";
      case "arcsecond", "arcseconds" -> "arcsec";
      default -> unit;
    };
  }

  private static String of(FitsHdu hdu) {
    return hdu.header().getStringValue("BUNIT", "").strip();
  }

  private static void warn(FitsHdu hdu, String unit, String assumed) {
    log.warn(
        "{}: {} has the unit '{}'; its numbers are taken to be in {}",
        hdu.file().named(),
        hdu.label(),
        unit,
        assumed);
  }
}
