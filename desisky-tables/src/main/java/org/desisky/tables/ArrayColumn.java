package org.desisky.tables;

import org.desisky.core.FloatMatrix;

/**
 * A column of a table that holds several float32 numbers a row: a spectrum, or latents.
 *
 * @param name of the column
 * @param unit of the numbers; empty where there is none
 * @param description in words; empty where there is none
 * @param values a row of the table a row
 */
public record ArrayColumn(String name, String unit, String description, FloatMatrix values) {}
