"""Screen `entry`: the whole C.Hasil, typed from the paper, and its blind second entry."""
