/** How the learning rate changes from step to step. */
package org.desisky.training.schedule;
