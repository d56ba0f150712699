with versions as (

    select * from {{ ref('dim_customer') }}

),

final as (

    select * from versions where is_current

)

select * from final
