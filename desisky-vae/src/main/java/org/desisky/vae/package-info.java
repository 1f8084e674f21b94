/**
 * The variational autoencoder for sky spectra: the network, its InfoVAE-MMD loss, and checkpoints
 * in the Python package's format. Knows nothing of where spectra come from or how training runs.
 */
package org.desisky.vae;
