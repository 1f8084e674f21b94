/** What the packages of this module share and nobody else is to use. */
package org.desisky.data.internal;
