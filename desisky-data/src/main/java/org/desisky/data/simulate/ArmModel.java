package org.desisky.data.simulate;

/** All sources of light as one arm sees them, blurred once; a row is a weighted sum of these. */
final class ArmModel {
  private final Arm arm;
  private final double[] solar;
  private final double[] oxygen;
  private final double[] water;
  private final double[] continuum;
  private final double[] orange;
  private final double[] herzberg;
  private final double[] lamps;
  private final LineProfiles lines;

  ArmModel(Arm arm, double[] solarSpectrum, double[] lineWavelengths) {
    this.arm = arm;
    double[][] seen =
        arm.blurEach(
            solarSpectrum,
            Atmosphere.transmission(Atmosphere.oxygen()),
            Atmosphere.transmission(Atmosphere.water()),
            Grid.atFinePoints(Airglow::continuumShape),
            Grid.atFinePoints(Airglow::orangeShape),
            Airglow.herzbergShape());
    solar = seen[0];
    oxygen = depth(seen[1]);
    water = depth(seen[2]);
    continuum = seen[3];
    orange = seen[4];
    herzberg = seen[5];
    lamps = ArtificialLight.seenBy(arm);
    lines = new LineProfiles(arm, lineWavelengths);
  }

  Arm arm() {
    return arm;
  }

  /** The spectrum of the Sun as this arm sees it, 1 at 5500 Å, at its channels. */
  double[] solar() {
    return solar.clone();
  }

  /** What falls on the arm, at its channels. */
  double[] spectrum(Light light) {
    double[] seen = new double[arm.channels()];
    Airglow.Glow glow = light.glow();
    lines.addTo(seen, glow.lines());
    for (int i = 0; i < seen.length; i++) {
      int channel = arm.first() + i;
      double airglow =
          seen[i]
              + glow.continuum() * continuum[i]
              + glow.orange() * orange[i]
              + glow.herzberg() * herzberg[i];
      double zodiacal = Grid.smooth(light.zodiacal(), channel);
      double moon = light.moon() == null ? 0 : Grid.smooth(light.moon(), channel);
      double twilight = light.twilight() == null ? 0 : Grid.smooth(light.twilight(), channel);
      double o = light.oxygen() * oxygen[i];
      double h = light.water() * water[i];
      if (o + h > 1e-7) {
        // Calibration on stars has divided most of the absorption out; these parts remain.
        airglow *= StrictMath.exp(-0.25 * h);
        zodiacal *= StrictMath.exp(-0.15 * (o + h));
        moon *= StrictMath.exp(-light.moonPower() * (o + h));
        twilight *= StrictMath.exp(-0.35 * (o + h));
      }
      seen[i] =
          airglow * Grid.smooth(light.airglowTransmission(), channel)
              + solar[i] * (zodiacal + moon + twilight)
              + light.lamps() * lamps[i]
              + Grid.smooth(light.smoke(), channel);
    }
    return seen;
  }

  private static double[] depth(double[] transmission) {
    double[] depth = new double[transmission.length];
    for (int i = 0; i < depth.length; i++) {
      depth[i] = Math.max(0, -StrictMath.log(transmission[i]));
    }
    return depth;
  }
}
