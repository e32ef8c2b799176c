/** What stands for the live cluster where a path is expected; a file of that name is `./live`. */
export const liveCluster = 'live'
