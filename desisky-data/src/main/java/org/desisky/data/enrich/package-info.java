/**
 * Columns that are not in the catalogue and follow from it: brightness in V, galactic and ecliptic
 * coordinates, eclipses of the Moon, the activity of the Sun. {@link
 * org.desisky.data.enrich.SkyEnrichment} adds them.
 */
package org.desisky.data.enrich;
