package org.desisky.data;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.desisky.core.Labelled;

/**
 * What brightens the sky of an observation. Every observation has exactly one condition: this is
 * the rule for colours and reports. {@link SkySubset} has the stricter rules for choosing spectra.
 *
 * <p>Angles are in degrees. A NaN fails every comparison, so an observation whose angles are not
 * known is {@link #OTHER}.
 */
public enum SkyCondition implements Labelled {
  /** SUNALT &lt; −20 and MOONALT &lt; −5. */
  DARK,
  /** SUNALT &lt; −20, MOONALT &gt; 5, MOONFRAC &gt; 0.5 and MOONSEP ≤ 90. */
  MOON,
  /** SUNALT &gt; −20 and MOONALT ≤ −5. */
  TWILIGHT,
  /** Whatever is none of these. */
  OTHER;

  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of("SUNALT", "MOONALT", "MOONFRAC", "MOONSEP");

  static final double NIGHT_SUNALT = -20;
  static final double MOON_DOWN = -5;
  static final double MOON_UP = 5;
  static final double BRIGHT_MOONFRAC = 0.5;
  static final double NEAR_MOONSEP = 90;

  /**
   * The condition of one observation.
   *
   * @param sunalt altitude of the Sun
   * @param moonalt altitude of the Moon
   * @param moonfrac lit fraction of the Moon, 0 to 1
   * @param moonsep angle from the Moon to where the telescope points
   */
  public static SkyCondition of(double sunalt, double moonalt, double moonfrac, double moonsep) {
    if (sunalt < NIGHT_SUNALT && moonalt < MOON_DOWN) {
      return DARK;
    }
    if (sunalt > NIGHT_SUNALT && moonalt <= MOON_DOWN) {
      return TWILIGHT;
    }
    if (sunalt < NIGHT_SUNALT
        && moonalt > MOON_UP
        && moonfrac > BRIGHT_MOONFRAC
        && moonsep <= NEAR_MOONSEP) {
      return MOON;
    }
    return OTHER;
  }

  /** The columns the rule needs. */
  public static List<String> columns() {
    return COLUMNS;
  }

  /**
   * The condition of each observation, in their order.
   *
   * @throws BadCatalogException if SUNALT, MOONALT, MOONFRAC or MOONSEP is missing
   */
  public static SkyCondition[] classify(ObservationTable observations) {
    observations.require("the sky condition", COLUMNS.toArray(String[]::new));
    double[] sunalt = observations.doubles("SUNALT");
    double[] moonalt = observations.doubles("MOONALT");
    double[] moonfrac = observations.doubles("MOONFRAC");
    double[] moonsep = observations.doubles("MOONSEP");
    SkyCondition[] conditions = new SkyCondition[observations.rows()];
    for (int row = 0; row < conditions.length; row++) {
      conditions[row] = of(sunalt[row], moonalt[row], moonfrac[row], moonsep[row]);
    }
    return conditions;
  }
}
