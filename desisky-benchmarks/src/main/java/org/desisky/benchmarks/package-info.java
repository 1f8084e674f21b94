/** Benchmarks of training and encoding, to be compared with the same work in Python. */
package org.desisky.benchmarks;
