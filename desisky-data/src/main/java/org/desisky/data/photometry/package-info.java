/**
 * Brightness of sky spectra in bands: AB magnitudes in V, g, r and z, and the lines of airglow.
 * {@link org.desisky.data.photometry.Photometry} is the way in.
 */
package org.desisky.data.photometry;
