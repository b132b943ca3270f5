"""Company and product names: taken into parts and compared part by part."""
