/**
 * Simulated spectra of the night sky over Kitt Peak in the layout of the DESI catalogue: where the
 * real file is not at hand, and where a test needs spectra whose making is known.
 *
 * <p>{@link org.desisky.data.simulate.SkySimulator} is the way in. Every source of light has a
 * class of its own that cites its formulas; geometry comes from the positions of Sun and Moon.
 */
package org.desisky.data.simulate;
