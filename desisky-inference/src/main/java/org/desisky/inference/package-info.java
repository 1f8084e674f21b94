/**
 * Using a model on catalogues: encoding and reconstructing spectra of any number, decoding latents,
 * and the grid of wavelengths that model and spectra must share. Knows nothing of how training
 * runs.
 */
package org.desisky.inference;
