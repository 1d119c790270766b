"""What `import derive` offers. Names are imported from the files when first used; nothing is loaded here."""
