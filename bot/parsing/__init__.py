"""Text in, values out. Pure, total: any text gives an answer, none raises."""
