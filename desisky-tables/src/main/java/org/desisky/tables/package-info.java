/**
 * Catalogues and results as tables that TOPCAT, Astropy, pandas and spreadsheets open, with units
 * and descriptions of the columns.
 */
package org.desisky.tables;
