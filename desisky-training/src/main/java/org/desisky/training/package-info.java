/**
 * Training a SkyVae: settings, trainer, optimizers, history, and observers of a run. Knows nothing
 * of the terminal or of FITS.
 */
package org.desisky.training;
