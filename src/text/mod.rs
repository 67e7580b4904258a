//! Pure functions over text: names and the matcher, bodies and their blocks, anchors.
