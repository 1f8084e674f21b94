/** How latents are distributed: densities fitted to those of real spectra. */
package org.desisky.vae.density;
