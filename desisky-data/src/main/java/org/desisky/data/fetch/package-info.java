/**
 * Bringing published files to this machine: downloads that are verified, go on where they broke
 * off, and happen once however many processes ask. Knows nothing of what is in the files.
 */
package org.desisky.data.fetch;
