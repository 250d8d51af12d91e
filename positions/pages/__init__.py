"""What each page shows, composed for its reader: in as many queries however much there is."""
