/**
 * The file that holds a run between two steps: named blocks of numbers and a JSON object, with a
 * checksum over all of it.
 */
package org.desisky.training.state;
