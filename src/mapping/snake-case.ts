/** Returns a property's key in snake_case: windowSize → window_size, pValue → p_value, nGrid2D → n_grid2_d, HTTPServer → http_server. */
export const snakeCase = (property: string): string =>
  property
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase();
