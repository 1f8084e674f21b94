/** How good a model is on spectra of the sky, beside principal components of as many numbers. */
package org.desisky.report.evaluation;
