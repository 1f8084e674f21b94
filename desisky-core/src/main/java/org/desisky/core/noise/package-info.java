/** Seeded random numbers that are the same on every engine, device and machine. */
package org.desisky.core.noise;
