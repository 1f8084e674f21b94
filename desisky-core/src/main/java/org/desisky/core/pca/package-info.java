/** Principal components of the rows of large matrices: the best linear code of so many numbers. */
package org.desisky.core.pca;
