/** In which units spectra are learned and reconstructions measured. */
package org.desisky.training.scaling;
