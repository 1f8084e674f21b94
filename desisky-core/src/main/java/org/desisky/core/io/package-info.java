/** Files: NumPy arrays and archives, atomic writes, and where things are kept. */
package org.desisky.core.io;
