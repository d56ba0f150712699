with versions as (

    select * from {{ ref('dim_product') }}

),

final as (

    select * from versions where is_current

)

select * from final
