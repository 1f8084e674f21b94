/** Training runs told to an MLflow tracking server. */
package org.desisky.training.mlflow;
