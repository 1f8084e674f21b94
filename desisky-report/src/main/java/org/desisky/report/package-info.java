/**
 * What a person reads after a training run: one HTML page with zoomable figures, and the same
 * figures as PNG files. Knows nothing of the terminal.
 */
package org.desisky.report;
