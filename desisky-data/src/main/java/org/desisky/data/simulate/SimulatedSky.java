package org.desisky.data.simulate;

import org.desisky.data.SkyCatalog;

/**
 * A simulated catalogue and what is true of it.
 *
 * @param catalog spectra and observations, spoilt rows included
 * @param truth which rows were spoilt, and how
 */
public record SimulatedSky(SkyCatalog catalog, SimulationTruth truth) {}
