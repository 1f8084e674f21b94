/** How good a model is, measured on plain arrays: errors, comparisons, distributions. */
package org.desisky.vae.measure;
