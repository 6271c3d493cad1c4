"""The portal: the pages behind the printed codes."""
