// Placeholder so that the target has a source until its first file lands.
