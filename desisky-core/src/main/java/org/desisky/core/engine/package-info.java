/**
 * Choosing a tensor engine and a device when the program starts. Engines are found on the class
 * path; none is named here.
 */
package org.desisky.core.engine;
