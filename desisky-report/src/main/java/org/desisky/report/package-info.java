/**
 * The page that shows a model, and its figures as PNG files. {@link org.desisky.report.ModelReport}
 * gathers what is shown, {@link org.desisky.report.ReportWriter} writes it, and {@link
 * org.desisky.report.ReportSection} is for what others want to add.
 */
package org.desisky.report;
