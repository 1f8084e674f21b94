package org.desisky.data.simulate;

import java.util.Locale;

/** What can be wrong with a spectrum: faults of the instrument and light that is not the sky's. */
public enum AnomalyKind {
  /** Charged particles hit the detector: two to five spikes three channels wide. */
  COSMIC_RAY,
  /** Channels without a signal: zero over 75 to 150 Å. */
  DEAD_BAND,
  /** One arm calibrated wrongly: its flux 21 to 42 % too high. */
  ARM_GAIN,
  /** Light of the calibration lamps: lines of mercury, cadmium, neon and argon. */
  LAMP_LEAK,
  /** Aurora: oxygen lines several times as bright as airglow, and bands of nitrogen ions. */
  AURORA,
  /** The sodium laser of another telescope crosses the field: one bright line at 5891.6 Å. */
  LASER_589,
  /** A satellite crosses the fibres: sunlight, reddened. */
  SATELLITE,
  /** A wrong wavelength solution: the whole spectrum moved by 2.4 to 4.8 Å. */
  WAVELENGTH_SHIFT,
  /** A star in fibres that should see empty sky: a black body with lines of the Sun. */
  STAR_IN_FIBRES,
  /** Too much light subtracted: a constant taken off, so that the dark parts become negative. */
  OVERSUBTRACTION;

  /** The name in tables and files, such as {@code cosmic_ray}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
