/**
 * What every part of desisky shares: the numbers of many spectra as one block, and the root of all
 * errors.
 */
package org.desisky.core;
