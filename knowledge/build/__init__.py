"""Fits the weights of `packs/cn/knowledge/model.npz` from phrasings and negatives. Needs scipy."""
