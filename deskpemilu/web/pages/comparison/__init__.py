"""Screen `comparison`: our figures beside KPU's."""
