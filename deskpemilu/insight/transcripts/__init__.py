"""The check of transcription: KPU's figures against C.Hasil, TPS by TPS, drawn from a public seed."""
