// The lists of money: which columns they have. Filters, states and actions are in the description of the API.

export const MONEY = [];
