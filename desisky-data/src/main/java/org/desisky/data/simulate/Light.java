package org.desisky.data.simulate;

/**
 * Every source of light at one exposure, before the telescope. Arrays hold smooth functions at the
 * {@linkplain Grid#node nodes}.
 *
 * @param airglowTransmission what the lower atmosphere leaves of airglow
 * @param zodiacal what to multiply the solar spectrum by for zodiacal light, extinction included
 * @param moon the same for moonlight; null if there is none
 * @param twilight the same for twilight; null if there is none
 * @param moonPower the power of telluric transmission on moonlight
 * @param oxygen the scale of the oxygen depth
 * @param water the scale of the water depth
 * @param lamps the level of artificial light
 * @param smoke light added on smoky nights
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Light(
    Airglow.Glow glow,
    double[] airglowTransmission,
    double[] zodiacal,
    double[] moon,
    double[] twilight,
    double moonPower,
    double oxygen,
    double water,
    double lamps,
    double[] smoke) {

  // The whole light path scatters back into it part of what extinction takes.
  private static final double AIRGLOW_EXTINCTION = 0.45;
  private static final double ZODIACAL_EXTINCTION = 0.55;
  private static final double DEPTH_PER_MAGNITUDE = 0.921;

  /** The light of an exposure. */
  static Light of(Exposure exposure, Airglow airglow) {
    Geometry g = exposure.geometry();
    double airmass = Numbers.opticalAirmass(g.zenithDistance());
    double[] extinction = Atmosphere.extinction(exposure.night().aerosol());
    double[] airglowTransmission = new double[Grid.NODES];
    double[] zodiacal = ZodiacalLight.factor(g);
    for (int i = 0; i < Grid.NODES; i++) {
      double depth = DEPTH_PER_MAGNITUDE * extinction[i] * airmass;
      airglowTransmission[i] = StrictMath.exp(-AIRGLOW_EXTINCTION * depth);
      zodiacal[i] *= StrictMath.exp(-ZODIACAL_EXTINCTION * depth);
    }
    double smoke = exposure.night().smokeLight();
    return new Light(
        airglow.glow(exposure),
        airglowTransmission,
        zodiacal,
        Moonlight.factor(exposure, extinction),
        Twilight.factor(g),
        Moonlight.telluricPower(g),
        Atmosphere.oxygenScale(airmass),
        Atmosphere.waterScale(exposure.night().vapour(), airmass),
        ArtificialLight.level(exposure),
        Grid.atNodes(w -> smoke == 0 ? 0 : smoke * StrictMath.pow(w / 4200, -3)));
  }
}
