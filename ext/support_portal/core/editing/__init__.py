"""Change sources and keep everything that names them true: move, retire, rename and begin pages."""
