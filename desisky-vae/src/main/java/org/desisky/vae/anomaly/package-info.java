/** Spectra that are not as others are: how odd, why, and at which wavelengths. */
package org.desisky.vae.anomaly;
