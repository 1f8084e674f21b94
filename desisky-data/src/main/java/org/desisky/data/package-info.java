/**
 * The DESI sky-spectra catalogue: reading and writing it, its observations, the rules that cut it,
 * and splits for training. Knows nothing of models.
 */
package org.desisky.data;
