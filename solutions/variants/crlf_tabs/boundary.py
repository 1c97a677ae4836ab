"""Windows line ends, tabs, a byte order mark, form feeds and trailing blanks."""   
import numpy as np	

def pad(x, before, after, mode = 'zero') :
	n=x.shape [-1]
	if mode not in ( 'zero','edge' , 'reflect','wrap' ):	raise ValueError ( 'mode' )
	if before<0 or after<0: raise ValueError('width')
	if mode=='reflect' and max(before,after)>n-1 or mode=='wrap' and max(before,after)>n :
		raise ValueError ('too wide')
	x = np.asarray ( x , dtype = float ) ;  lead = x.shape [ : -1 ]
	if mode=='zero' :
		front , back = np.zeros( lead+(before,) ) , np.zeros( lead+(after,) )
	elif mode=='edge':
		front = np.ones( before )*x [... , : 1]
		back = np.ones( after )*x [... , n-1 : ]
	elif mode=='reflect':
		front = x[ ..., 1:before+1 ] [ ..., ::-1 ]
		back = x[ ..., n-1-after : n-1 ] [ ..., ::-1 ]
	else:
		front , back = x[ ..., n-before: ] , x[ ..., :after ]
	return np.concatenate( ( front , x , back ) , axis = -1 )


def pad_backward(grad_padded, before, after, mode = "zero") :
        n=grad_padded.shape [-1]-before-after
        pad ( np.zeros ( n ) , before , after , mode ) # raises what has to be raised
        g=np.asarray ( grad_padded , dtype = float )
        front , grad_x , back = g[...,:before] , g[...,before:before+n].copy ( ) , g[...,before+n:]
        if mode=="edge" :
              grad_x [...,0]+=front.sum ( -1 )
              grad_x [...,-1]+=back.sum ( -1 )
        if mode=="reflect" :
              grad_x [...,1:before+1]+=front [...,::-1]
              grad_x [...,n-1-after:n-1]+=back [...,::-1]
        if mode=="wrap" :
              grad_x [...,n-before:]+=front
              grad_x [...,:after]+=back
        return \
              grad_x   
